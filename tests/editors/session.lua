-- A session of Neovim with `rolehop lsp`: shows a diagnostic, applies its fix, renames a profile in both files.
-- Neovim runs it headless; the environment has the command and the folder of the files. The last line of the
-- output is the result, or the error.
local command = { vim.env.ROLEHOP_NODE, vim.env.ROLEHOP_CLI, 'lsp', '--stdio' }
local folder = vim.env.HOME .. '/.aws/'

--- Waits until a condition is true.
local function until_true(what, condition)
  if not vim.wait(60000, condition, 20) then error(what .. ' did not happen') end
end

--- Edits a file with the language server.
local function edit(name, client)
  vim.cmd('edit ' .. vim.fn.fnameescape(folder .. name))
  local buffer = vim.api.nvim_get_current_buf()
  vim.lsp.buf_attach_client(buffer, client)
  return buffer
end

--- Sends a request about the cursor and returns the result.
local function ask(client, buffer, method, params)
  local answer, failure = vim.lsp.get_client_by_id(client).request_sync(method, params, 60000, buffer)
  if failure or answer.err then error(method .. ': ' .. vim.inspect(failure or answer.err)) end
  return answer.result
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do found[diagnostic.code] = diagnostic end
  return found
end

local function session()
  local client = vim.lsp.start_client({ name = 'rolehop', cmd = command, root_dir = vim.env.HOME })
  local credentials = edit('credentials', client)
  local config = edit('config', client)
  until_true('the diagnostic', function() return codes(config)['source-profile-not-found'] ~= nil end)
  local wrong = codes(config)['source-profile-not-found']
  print('diagnostic ' .. wrong.lnum .. ':' .. wrong.col .. ' ' .. wrong.message:gsub('\n', ' | '))

  vim.api.nvim_win_set_cursor(0, { wrong.lnum + 1, wrong.col })
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = {} }
  local actions = ask(client, config, 'textDocument/codeAction', params)
  local encoding = vim.lsp.get_client_by_id(client).offset_encoding
  vim.lsp.util.apply_workspace_edit(actions[1].edit, encoding)
  print('fix ' .. actions[1].title)
  until_true('the end of the diagnostic', function() return codes(config)['source-profile-not-found'] == nil end)

  vim.lsp.buf.rename('hub')
  local function text(buffer) return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n') end
  until_true('the new name', function()
    return text(config):find('[profile hub]', 1, true) and text(credentials):find('[hub]', 1, true)
  end)
  vim.cmd('silent wall')
  local symbols = ask(client, config, 'textDocument/documentSymbol', { textDocument = params.textDocument })
  print('symbols ' .. #symbols)
  print('done')
end

local fine, failure = pcall(session)
if not fine then print('failed: ' .. tostring(failure)) end
vim.cmd('qall!')
