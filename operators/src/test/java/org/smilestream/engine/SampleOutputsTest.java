package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.model.Activation;
import org.smilestream.model.ForwardPass;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

class SampleOutputsTest {
  private static final int SAMPLES = 21;

  /** Rows that are computed one, two, four at a time, and a rest. */
  private static final int[] ROWS = {1, 2, 4, 5, 11};

  static Stream<ModelSpec> models() {
    List<ModelSpec> models = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (Likelihood likelihood : Likelihood.values()) {
        models.add(Networks.spec(1, List.of(), List.of(), activation, likelihood));
        models.add(Networks.spec(5, List.of(3, 40), List.of(16, 5), activation, likelihood));
        models.add(Networks.spec(0, List.of(9), List.of(7, 4, 3), activation, likelihood));
      }
    }
    return models.stream();
  }

  @ParameterizedTest
  @MethodSource("models")
  void areThoseOfTheForwardPassToTheLastBit(ModelSpec spec) {
    SampleOutputs outputs = SampleOutputs.create(spec, SAMPLES).orElseThrow();
    float[][] positions = new float[SAMPLES][];
    for (int sample = 0; sample < SAMPLES; sample++) {
      positions[sample] = position(spec, sample);
      outputs.put(sample, positions[sample]);
    }
    // A sample takes the place of another one.
    positions[3] = position(spec, SAMPLES);
    outputs.put(3, positions[3]);

    for (int rows : ROWS) {
      Minibatch batch = Networks.batch(spec, rows, rows);
      double[][][] actual = new double[spec.outputs()][rows][outputs.capacity()];
      outputs.compute(batch, actual);

      ForwardPass reference = new ForwardPass(spec);
      double[] expected = new double[spec.outputs()];
      for (int row = 0; row < rows; row++) {
        for (int sample = 0; sample < SAMPLES; sample++) {
          reference.apply(positions[sample], numeric(batch, row), categories(batch, row), expected);
          for (int k = 0; k < expected.length; k++) {
            assertThat(actual[k][row][sample]).isEqualTo(expected[k]);
          }
        }
      }
    }
  }

  private static float[] position(ModelSpec spec, int seed) {
    double[] drawn = Networks.position(spec, seed);
    float[] position = new float[drawn.length];
    for (int i = 0; i < position.length; i++) {
      position[i] = (float) drawn[i];
    }
    return position;
  }

  private static double[] numeric(Minibatch batch, int row) {
    double[] values = new double[batch.numericColumns()];
    for (int column = 0; column < values.length; column++) {
      values[column] = batch.numeric(column)[row];
    }
    return values;
  }

  private static int[] categories(Minibatch batch, int row) {
    int[] slots = new int[batch.categoricalColumns()];
    for (int column = 0; column < slots.length; column++) {
      slots[column] = batch.categories(column)[row];
    }
    return slots;
  }
}
