package org.smilestream.job.golden;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** ℓ, ∇ℓ and the first rows of the network's outputs, by the engine under test. */
final class GradientKind implements GoldenKind {
  private final TestedEngine engine;

  GradientKind(TestedEngine engine) {
    this.engine = engine;
  }

  private record Case(
      double[] position,
      double[][] x,
      double[] y,
      double logDensity,
      double[] gradient,
      double[][] output) {}

  @Override
  public String name() {
    return "gradient";
  }

  @Override
  public LargestError check(ObjectNode file) throws JsonProcessingException {
    ModelSpec spec = GoldenJson.member(file, "model", GoldenJson.Model.class).spec();
    double weight = GoldenJson.member(file, "likelihoodWeight", Double.class);
    LargestError errors = LargestError.relative(engine.tolerance(1e-9));
    for (Case c : GoldenJson.member(file, "cases", Case[].class)) {
      Minibatch batch = new GoldenJson.Rows(c.x, c.y).minibatch(spec, weight);
      LogDensityEngine density = engine.create(spec, batch.rows());
      double[] gradient = new double[spec.dimension()];

      errors.compare("logDensity", c.logDensity, density.evaluate(c.position, batch, gradient));
      errors.compare("gradient", c.gradient, gradient);
      compareOutputs(c, density, batch, spec, errors);
    }
    return errors;
  }

  private static void compareOutputs(
      Case c, LogDensityEngine density, Minibatch batch, ModelSpec spec, LargestError errors) {
    double[][] outputs = new double[spec.outputs()][batch.rows()];
    density.outputs(c.position, batch, outputs);
    for (int row = 0; row < c.output.length; row++) {
      double[] actual = new double[spec.outputs()];
      for (int k = 0; k < actual.length; k++) {
        actual[k] = outputs[k][row];
      }
      errors.compare("output", c.output[row], actual);
    }
  }
}
