package org.smilestream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.smilestream.engine.Engines;
import org.smilestream.sampler.CounterRandom;

class ForwardPassTest {

  @ParameterizedTest
  @EnumSource
  void givesTheOutputsOfTheReferenceEngine(Activation activation) {
    for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(5), List.of(3, 7, 2))) {
      ModelSpec spec =
          new ModelSpec(
              2,
              List.of(3, 4),
              hidden,
              3,
              activation,
              Likelihood.CATEGORICAL,
              Prior.STANDARD_NORMAL);
      var random = CounterRandom.of(1, 0, 0, CounterRandom.Use.INITIAL_POSITION);
      float[] position = new float[spec.dimension()];
      double[] wide = new double[position.length];
      for (int i = 0; i < position.length; i++) {
        position[i] = random.nextFloat() - 0.5f;
        wide[i] = position[i];
      }
      double[] numeric = {0.3, -1.7};
      int[] categories = {2, 0};
      Minibatch row = Minibatch.forModel(spec, 1);
      row.numeric(0)[0] = numeric[0];
      row.numeric(1)[0] = numeric[1];
      row.categories(0)[0] = categories[0];
      row.categories(1)[0] = categories[1];
      row.setRows(1, 1);
      double[][] expected = new double[3][1];
      Engines.find("scalar").create(spec, 1).outputs(wide, row, expected);

      double[] outputs = new double[3];
      new ForwardPass(spec).apply(position, numeric, categories, outputs);

      for (int k = 0; k < 3; k++) {
        assertThat(outputs[k]).isCloseTo(expected[k][0], within(1e-12));
      }
    }
  }
}
