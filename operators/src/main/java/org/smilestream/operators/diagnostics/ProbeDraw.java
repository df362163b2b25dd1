package org.smilestream.operators.diagnostics;

import org.smilestream.data.Phase;
import org.smilestream.data.PosteriorSample;

/**
 * The part of a posterior sample that convergence is judged by.
 *
 * @param sampling false while the chain is tuned
 */
public record ProbeDraw(String model, int chain, boolean sampling, float[] values) {

  public static ProbeDraw of(PosteriorSample sample) {
    return new ProbeDraw(
        sample.model(), sample.chain(), sample.phase() == Phase.SAMPLING, sample.probeOutputs());
  }
}
