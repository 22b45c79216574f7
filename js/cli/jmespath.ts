/** The JMESPath library. The build bundles it as a separate file, loaded only for `--query`. */
export {
  JMESPathError,
  JMESPathTypeError,
  LexerError,
  ParseError,
  search,
} from '@aws-lambda-powertools/jmespath'
