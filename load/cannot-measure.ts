/** Nothing that was measured could be trusted, or nothing could be measured at all: exit code 4. */
export class CannotMeasure extends Error {
  override name = 'CannotMeasure';
}
