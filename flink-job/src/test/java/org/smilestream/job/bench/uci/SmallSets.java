package org.smilestream.job.bench.uci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Generated sets and splits, in files as {@code bench uci} reads them. */
final class SmallSets {
  static final int ROWS = 200;

  private SmallSets() {}

  /**
   * Writes a set of two features with a smooth function of them and a little noise as the target:
   * its standard deviation is 0.9 with and 0.1 without what the features tell.
   */
  static void writeData(Path folder, UciTask task) throws IOException {
    Random random = new Random(task.ordinal());
    Path file = task.dataFile(folder);
    Files.createDirectories(file.getParent());
    Files.write(
        file,
        IntStream.range(0, ROWS)
            .mapToObj(
                row -> {
                  double a = 4 * random.nextDouble() - 2;
                  double b = 2 * random.nextDouble() - 1;
                  double y = 3 + Math.sin(1.5 * a) + b + 0.1 * random.nextGaussian();
                  return String.format(Locale.ROOT, "%.6f %.6f %.6f", a, b, y);
                })
            .toList());
  }

  /** Writes the rows in their order, turned by {@code seed}: 140 to learn from, 20 and 40. */
  static void writeSplit(Path folder, UciTask task, long seed) throws IOException {
    Files.writeString(
        task.splitFile(folder, seed),
        "{\"train\": %s, \"valid\": %s, \"test\": %s}"
            .formatted(rows(seed, 0, 140), rows(seed, 140, 160), rows(seed, 160, ROWS)));
  }

  private static String rows(long seed, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(row -> String.valueOf((row + 10 * seed) % ROWS))
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
