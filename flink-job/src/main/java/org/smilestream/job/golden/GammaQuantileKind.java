package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.smilestream.sampler.GammaQuantile;

/** Quantiles by which the published tuner reads the energy error. */
final class GammaQuantileKind implements GoldenKind {

  private record Case(double mean, double spread, double probability, double quantile) {}

  @Override
  public String name() {
    return "gamma-quantile";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    LargestError errors = LargestError.relative(1e-9);
    for (Case c : GoldenJson.member(file, "cases", Case[].class)) {
      double quantile = GammaQuantile.at(c.probability).of(c.mean, c.spread);
      errors.compare("quantile", c.quantile, quantile);
    }
    return errors;
  }
}
