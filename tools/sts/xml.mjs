// @ts-check
/** The service's responses as XML. */

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** @type {Record<string, string>} */
const ESCAPES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Escapes text for an element; characters invalid in XML 1.0 become question marks. */
const escapeText = (/** @type {string} */ text) =>
  text
    .replace(/[&<>"]/g, (character) => ESCAPES[character] ?? '')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')

/**
 * A result: element names to texts, numbers, or further elements. Missing ones are omitted.
 * @typedef {{ [element: string]: string | number | undefined | Result }} Result
 */

/**
 * The elements of a result, one per line.
 * @param {Result} result
 * @param {string} indent
 * @returns {string}
 */
function elements(result, indent) {
  return Object.entries(result)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) =>
      typeof value === 'object'
        ? `${indent}<${name}>\n${elements(value, `${indent}  `)}${indent}</${name}>\n`
        : `${indent}<${name}>${escapeText(String(value))}</${name}>\n`,
    )
    .join('')
}

/**
 * The response of a successful operation.
 * @param {string} action
 * @param {Result} result
 * @param {string} requestId
 */
export function successXml(action, result, requestId) {
  const body = elements({ [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } }, '  ')
  return `<${action}Response xmlns="${NAMESPACE}">\n${body}</${action}Response>\n`
}

/**
 * The response with an error.
 * @param {{ type: string, code: string, message: string, namespace?: string | undefined }} error
 * @param {string} requestId
 */
export function errorXml({ type, code, message, namespace = NAMESPACE }, requestId) {
  const body = elements({ Error: { Type: type, Code: code, Message: message }, RequestId: requestId }, '  ')
  return `<ErrorResponse xmlns="${namespace}">\n${body}</ErrorResponse>\n`
}
