package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.smilestream.posterior.EffectiveSampleSize;
import org.smilestream.posterior.RHat;

/** Convergence of draws [chain][draw]. */
final class DiagnosticsKind implements GoldenKind {

  private record Case(
      double[][] draws,
      double rhatSplit,
      double rhatRank,
      double essBulk,
      double essTail,
      double essMean) {}

  @Override
  public String name() {
    return "diagnostics";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    LargestError errors = LargestError.relative(1e-6);
    for (Case c : GoldenJson.member(file, "cases", Case[].class)) {
      errors.compare("rhatSplit", c.rhatSplit, RHat.split(c.draws));
      errors.compare("rhatRank", c.rhatRank, RHat.rank(c.draws));
      errors.compare("essBulk", c.essBulk, EffectiveSampleSize.bulk(c.draws));
      errors.compare("essTail", c.essTail, EffectiveSampleSize.tail(c.draws));
      errors.compare("essMean", c.essMean, EffectiveSampleSize.mean(c.draws));
    }
    return errors;
  }
}
