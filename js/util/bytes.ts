/** Whether two texts have the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  // The files can be large, and a loop is several times as fast as a callback for each byte.
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}
