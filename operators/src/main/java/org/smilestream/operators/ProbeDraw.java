package org.smilestream.operators;

import org.smilestream.data.PosteriorSample;

/** The part of a posterior sample that convergence is judged by. */
public record ProbeDraw(String model, int chain, float[] values) {

  public static ProbeDraw of(PosteriorSample sample) {
    return new ProbeDraw(sample.model(), sample.chain(), sample.probeOutputs());
  }
}
