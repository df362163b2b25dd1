package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.engine.ForkedJvm;

class StepPassesTest {

  @Test
  void areWhatTheFormulasSay() {
    double[] h = new double[2];
    double[] velocity = {0.5, -1};
    double[] position = {1, 2};
    StepPasses.Products products = new StepPasses.Products();
    StepPasses passes = StepPasses.create();

    passes.precondition(new double[] {3, 4}, new double[] {2, 0.5}, velocity, h, products);
    assertThat(h).containsExactly(6, 2);
    assertThat(products.gradient).isEqualTo(25);
    assertThat(products.preconditioned).isEqualTo(40);
    assertThat(products.along).isEqualTo(1);
    assertThat(passes.combine(0.5, h, 2, velocity, velocity)).isEqualTo(17);
    assertThat(velocity).containsExactly(4, -1);
    passes.move(0.1, velocity, 10, new double[] {2, 0.5}, position, position);
    assertThat(velocity).containsExactly(new double[] {0.4, -0.1}, within(1e-15));
    assertThat(position).containsExactly(new double[] {9, 1.5}, within(1e-14));
  }

  @Test
  void haveTheSameBitsWithTheVectorApiAndWithout() {
    assertThat(StepPassesBits.lines(VectorStepPasses.orPlain(), 1500))
        .isEqualTo(StepPassesBits.lines(new PlainStepPasses(), 1));
  }

  /** In a JVM of its own: the width of its vectors is a matter of its start. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void haveTheSameBitsWithVectorsOfOtherWidths(int bytes) throws Exception {
    List<String> lines =
        ForkedJvm.run(StepPassesBits.class, ForkedJvm.VECTOR_MODULE, "-XX:MaxVectorSize=" + bytes);

    assertThat(lines).containsSubsequence(StepPassesBits.lines(new PlainStepPasses(), 1));
  }
}
