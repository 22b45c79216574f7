-- A session of Neovim with `rolehop lsp`: shows a diagnostic, applies its fix, renames a profile in both files.
-- Neovim runs it headless, and first the settings of docs/editors.md. The last line of the output is the result, or
-- the error.
local folder = vim.env.HOME .. '/.aws/'

--- Waits until a condition is true.
local function until_true(what, condition)
  if not vim.wait(60000, condition, 20) then error(what .. ' did not happen') end
end

--- Edits a file; the settings start the language server.
local function edit(name)
  vim.cmd('edit ' .. vim.fn.fnameescape(folder .. name))
  return vim.api.nvim_get_current_buf()
end

--- Sends a request and returns the result.
local function ask(buffer, method, params)
  local answers, failure = vim.lsp.buf_request_sync(buffer, method, params, 60000)
  local _, answer = next(answers or {})
  if not answer or answer.err then error(method .. ': ' .. vim.inspect(failure or answer)) end
  return answer.result
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do found[diagnostic.code] = diagnostic end
  return found
end

local function session()
  local credentials = edit('credentials')
  local config = edit('config')
  until_true('the diagnostic', function() return codes(config)['source-profile-not-found'] ~= nil end)
  local wrong = codes(config)['source-profile-not-found']
  print('diagnostic ' .. wrong.lnum .. ':' .. wrong.col .. ' ' .. wrong.message:gsub('\n', ' | '))

  vim.api.nvim_win_set_cursor(0, { wrong.lnum + 1, wrong.col })
  local params = vim.lsp.util.make_range_params(0, 'utf-16')
  params.context = { diagnostics = {} }
  local actions = ask(config, 'textDocument/codeAction', params)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
  print('fix ' .. actions[1].title)
  until_true('the end of the diagnostic', function() return codes(config)['source-profile-not-found'] == nil end)

  vim.lsp.buf.rename('hub')
  local function text(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') end
  until_true('the new name', function()
    return text(config):find('[profile hub]', 1, true) and text(credentials):find('[hub]', 1, true)
  end)
  vim.cmd('silent wall')
  local symbols = ask(config, 'textDocument/documentSymbol', { textDocument = params.textDocument })
  print('symbols ' .. #symbols)
  print('done')
end

local fine, failure = pcall(session)
if not fine then print('failed: ' .. tostring(failure)) end
vim.cmd('qall!')
