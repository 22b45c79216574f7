/** A page: it does the journey itself. */
import { journey } from './journey.js'

globalThis.journey = journey
