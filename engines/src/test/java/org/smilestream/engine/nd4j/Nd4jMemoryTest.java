package org.smilestream.engine.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.engine.ForkedJvm;
import org.smilestream.engine.LogDensityEngine;
import org.smilestream.engine.Networks;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/** An array made in each step and freed by the garbage collector shows here as growth. */
class Nd4jMemoryTest {
  private static final int KILOBYTES_OF_GROWTH = 40_000;

  /**
   * Prints the resident memory in the course of {@code -Dgradients=N} gradients, in kilobytes. In a
   * JVM whose heap is touched at its start, what grows is native.
   */
  static final class Gradients {
    private static final int LINES = 5;
    private static final int ROWS = 256;

    private Gradients() {}

    public static void main(String[] arguments) throws IOException {
      ModelSpec spec =
          Networks.spec(12, List.of(5), List.of(16, 16, 16), Activation.GELU, Likelihood.GAUSSIAN);
      LogDensityEngine engine = new Nd4jEngine(spec, ROWS);
      Minibatch[] batches = {
        Networks.batch(spec, ROWS, 1), Networks.batch(spec, 64, 2), Networks.batch(spec, 37, 3)
      };
      double[] position = Networks.position(spec, 4);
      double[] gradient = new double[position.length];
      int perLine = Integer.getInteger("gradients") / LINES;
      for (int line = 0; line < LINES; line++) {
        for (int i = 0; i < perLine; i++) {
          engine.evaluate(position, batches[i / 10 % batches.length], gradient);
        }
        System.out.println("resident " + residentKilobytes());
      }
    }

    private static long residentKilobytes() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void residentMemoryIsFlat() throws Exception {
    Nd4jRequirement.assume();
    List<Long> resident =
        ForkedJvm.run(
                Gradients.class,
                ForkedJvm.VECTOR_MODULE,
                "-Dgradients=12500",
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch")
            .stream()
            .filter(line -> line.startsWith("resident "))
            .map(line -> Long.parseLong(line.substring("resident ".length())))
            .toList();

    assertThat(resident).hasSize(5);
    assertThat(resident.get(4) - resident.get(0))
        .as("growth of %s", resident)
        .isLessThan(KILOBYTES_OF_GROWTH);
  }
}
