package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.smilestream.posterior.GaussianMixture;

/** Predictive distributions of a number. */
final class GaussianMixtureKind implements GoldenKind {

  private record Case(
      double[] means,
      double[] standardDeviations,
      double mean,
      double variance,
      double aleatoricVariance,
      double epistemicVariance,
      Map<Double, Double> quantiles,
      double observation,
      double logDensity,
      double crps) {}

  @Override
  public String name() {
    return "gaussian-mixture";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    LargestError errors = LargestError.absolute(1e-9);
    for (Case c : GoldenJson.member(file, "cases", Case[].class)) {
      GaussianMixture mixture = new GaussianMixture(c.means, c.standardDeviations);
      errors.compare("mean", c.mean, mixture.mean());
      errors.compare("variance", c.variance, mixture.variance());
      errors.compare("aleatoricVariance", c.aleatoricVariance, mixture.aleatoricVariance());
      errors.compare("epistemicVariance", c.epistemicVariance, mixture.epistemicVariance());
      c.quantiles.forEach(
          (level, quantile) ->
              errors.compare("quantile " + level, quantile, mixture.quantile(level)));
      errors.compare("logDensity", c.logDensity, mixture.logDensity(c.observation));
      errors.compare("crps", c.crps, mixture.crps(c.observation));
    }
    return errors;
  }
}
