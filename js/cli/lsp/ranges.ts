/** Ranges of the protocol, which count from 0, and those of the engine, which count from 1. */
import type { Position, Range } from 'vscode-languageserver/node'
import type { SourceRange } from '../../generated/types.ts'
import type { Position as EnginePosition } from '../../model/types.ts'

/** The number of code units before the first column of a line, from 1: the engine does not count a byte order mark. */
function before(line: number, text: string): number {
  return line === 1 && text.startsWith('\ufeff') ? 1 : 0
}

/** A range in a document with this text. */
export function toRange({ line, column, endLine, endColumn }: SourceRange, text: string): Range {
  return {
    start: { line: line - 1, character: column - 1 + before(line, text) },
    end: { line: endLine - 1, character: endColumn - 1 + before(endLine, text) },
  }
}

/** A position in a document with this text. */
export function fromPosition({ line, character }: Position, text: string): EnginePosition {
  return { line: line + 1, column: Math.max(character - before(line + 1, text), 0) + 1 }
}
