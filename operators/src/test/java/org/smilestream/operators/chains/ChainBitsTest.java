package org.smilestream.operators.chains;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.ForkedJvm;

class ChainBitsTest {

  /** A job that was restored starts in the interpreter; its chains go on as if it had not. */
  @Test
  void chainsDoNotDependOnTheCompiler() throws Exception {
    List<String> compiled = ChainBits.lines();
    for (int i = 0; i < 5; i++) {
      assertThat(ChainBits.lines()).isEqualTo(compiled);
    }
    List<String> interpreted = ForkedJvm.run(ChainBits.class, "-Xint", ForkedJvm.VECTOR_MODULE);

    // Warm starts at rows 40 and 80, rounds at every fifth row.
    assertThat(compiled).hasSize(15).allMatch(line -> line.startsWith("vector "));
    assertThat(interpreted).containsSubsequence(compiled);
  }
}
