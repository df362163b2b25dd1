package org.smilestream.job.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Completed checkpoints in a folder on this machine. */
public final class Checkpoints {
  private static final String PREFIX = "chk-";

  private Checkpoints() {}

  /**
   * The newest completed checkpoint of a job: the folder {@code JOB_ID/chk-N} with the highest N
   * that holds metadata.
   *
   * @param folder where checkpoints of all jobs go
   */
  public static Optional<Path> newest(Path folder, String job) throws IOException {
    Path ofJob = folder.resolve(job);
    if (!Files.isDirectory(ofJob)) {
      return Optional.empty();
    }
    try (Stream<Path> all = Files.list(ofJob)) {
      return all.filter(each -> each.getFileName().toString().matches(PREFIX + "\\d+"))
          // Flink writes this file last.
          .filter(each -> Files.isRegularFile(each.resolve("_metadata")))
          .max(Comparator.comparingLong(Checkpoints::number));
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }
}
