package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.smilestream.sampler.VelocityRefreshment;

/** One refreshment of the velocity, as {@code mclmc} makes them. */
final class VelocityRefreshmentKind implements GoldenKind {

  private record Case(
      double[] velocity,
      double[] noise,
      double stepSize,
      double decoherenceLength,
      double[] refreshed) {}

  @Override
  public String name() {
    return "velocity-refreshment";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    LargestError errors = LargestError.absolute(1e-12);
    for (Case c : GoldenJson.member(file, "cases", Case[].class)) {
      double[] velocity = c.velocity.clone();
      VelocityRefreshment.apply(velocity, c.noise, c.stepSize, c.decoherenceLength);
      errors.compare("refreshed", c.refreshed, velocity);
    }
    return errors;
  }
}
