package org.smilestream.job.report;

import java.util.Locale;

/**
 * A run in numbers: what {@code --json} prints.
 *
 * @param records observations that were read
 * @param predictions predictions that were written
 * @param deadLetters records that could not be used
 * @param seconds from the first record to the last prediction
 * @param checkpoints checkpoints that completed
 * @param engine what computed the gradients
 * @param report path of the report in HTML; null where none was written
 */
public record RunSummary(
    long records,
    long predictions,
    long deadLetters,
    double seconds,
    long checkpoints,
    String engine,
    String report,
    Scores scores,
    SamplerSummary sampler) {

  /** What the chains did, in a line for a console. */
  public String samplerInWords() {
    return String.format(
        Locale.ROOT,
        "%d chains of %s on engine '%s': %,d steps, %,.0f a second, step size %.2g",
        sampler.chains(),
        sampler.name(),
        engine,
        sampler.chainSteps(),
        sampler.chainStepsPerSecond(),
        sampler.medianStepSize());
  }
}
