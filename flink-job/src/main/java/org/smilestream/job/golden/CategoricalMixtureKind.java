package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.smilestream.posterior.CategoricalMixture;

/** Predictive distributions of a class. */
final class CategoricalMixtureKind implements GoldenKind {

  private record Case(
      double[][] logits,
      double[] probabilities,
      double entropy,
      double aleatoricEntropy,
      double mutualInformation) {}

  @Override
  public String name() {
    return "categorical-mixture";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    LargestError errors = LargestError.absolute(1e-10);
    for (Case c : GoldenJson.member(file, "cases", Case[].class)) {
      CategoricalMixture mixture = new CategoricalMixture(c.logits);
      errors.compare("probabilities", c.probabilities, mixture.probabilities());
      errors.compare("entropy", c.entropy, mixture.entropy());
      errors.compare("aleatoricEntropy", c.aleatoricEntropy, mixture.aleatoricEntropy());
      errors.compare("mutualInformation", c.mutualInformation, mixture.mutualInformation());
    }
    return errors;
  }
}
