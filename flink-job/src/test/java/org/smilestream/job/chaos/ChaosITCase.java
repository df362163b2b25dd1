package org.smilestream.job.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.job.cluster.Distribution;
import org.smilestream.job.options.Delivery;

/**
 * The short form of {@code smilestream chaos}: a JobManager and a TaskManager are killed with high
 * availability, a JobManager without it.
 */
@Timeout(600)
class ChaosITCase {
  /** One with these faults, and short pauses between them. */
  private static final long SEED = 3;

  @Test
  void nothingIsLost(@TempDir Path folder) throws Exception {
    ChaosOptions options = new ChaosOptions();
    options.seed = SEED;
    options.faults = 3;
    // The number of faults ends the run.
    options.minutes = 60;
    options.rate = 50;
    options.taskManagers = 1;
    options.folder = folder;
    ChaosResult result;
    try (Chaos chaos =
        new Chaos(
            options,
            Delivery.EXACTLY_ONCE,
            Distribution.of(Path.of(System.getProperty("job.jar"))),
            new PrintWriter(System.out))) {
      result = chaos.run();
    }
    assertThat(result.faults())
        .containsOnlyKeys("job-manager-killed", "task-manager-killed", "job-manager-lost");
    assertThat(result.records()).isGreaterThan(1000);
    assertThat(result.deadLetters().expected()).isGreaterThan(20);
    assertThat(result.breaches()).isEmpty();
  }
}
