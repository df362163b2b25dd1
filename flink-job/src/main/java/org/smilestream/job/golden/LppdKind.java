package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.smilestream.posterior.Lppd;

/** Log pointwise predictive density of log-likelihoods [chain][sample][row]. */
final class LppdKind implements GoldenKind {

  private record Case(double[][][] logLikelihood, double lppd) {}

  @Override
  public String name() {
    return "lppd";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    LargestError errors = LargestError.absolute(1e-10);
    for (Case c : GoldenJson.member(file, "cases", Case[].class)) {
      errors.compare("lppd", c.lppd, Lppd.of(c.logLikelihood));
    }
    return errors;
  }
}
