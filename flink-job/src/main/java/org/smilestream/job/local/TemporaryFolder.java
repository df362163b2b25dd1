package org.smilestream.job.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A temporary folder that goes when it is closed, with all that is in it. */
public final class TemporaryFolder implements AutoCloseable {
  /** Other threads may still write while they end. */
  private static final int TRIES = 20;

  private static final long PAUSE_MILLIS = 100;

  private final Path path;

  /** Makes a new folder in {@code parent}. */
  public TemporaryFolder(Path parent) throws IOException {
    path = Files.createTempDirectory(parent.toAbsolutePath(), "smilestream-");
  }

  public Path path() {
    return path;
  }

  /** A folder in the folder. */
  public Path folder(String name) throws IOException {
    return Files.createDirectories(path.resolve(name));
  }

  @Override
  public void close() {
    for (int i = 0; i < TRIES && Files.exists(path); i++) {
      try {
        delete();
      } catch (IOException | UncheckedIOException e) {
        pause();
      }
    }
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
