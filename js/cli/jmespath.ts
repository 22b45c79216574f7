/** The library of `--query`; the build puts it into a file of its own, which is loaded at the first query. */
export {
  JMESPathError,
  JMESPathTypeError,
  LexerError,
  ParseError,
  search,
} from '@aws-lambda-powertools/jmespath'
