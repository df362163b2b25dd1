package org.smilestream.job.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where things stand in the folder of a local cluster. */
record ClusterFolder(Path path) {
  ClusterFolder {
    path = path.toAbsolutePath().normalize();
  }

  /** Which processes there are. */
  Path state() {
    return path.resolve("cluster.json");
  }

  /** Locked by whoever starts a cluster or deletes what one has left. */
  Path lock() {
    return path.resolve("cluster.lock");
  }

  /** Flink's configuration, and the arguments of each JVM. */
  Path conf() {
    return path.resolve("conf");
  }

  Path checkpoints() {
    return path.resolve("checkpoints");
  }

  Path savepoints() {
    return path.resolve("savepoints");
  }

  Path highAvailability() {
    return path.resolve("high-availability");
  }

  Path zooKeeper() {
    return path.resolve("zookeeper");
  }

  /**
   * The broker's own copy of the job jar: a build replaces the other, and would take the classes
   * from under a broker that runs.
   */
  Path jobJar() {
    return path.resolve("smilestream-job.jar");
  }

  Path kafka() {
    return path.resolve("kafka");
  }

  /** What no process needs once it has ended. */
  Path temporary() {
    return path.resolve("tmp");
  }

  Path temporary(String name) {
    return temporary().resolve(name);
  }

  Path arguments(String name) {
    return conf().resolve(name + ".args");
  }

  Path zooKeeperConfiguration() {
    return conf().resolve("zookeeper.properties");
  }

  Path logging() {
    return conf().resolve("log4j2.properties");
  }

  Path logs() {
    return path.resolve("log");
  }

  Path log(String name) {
    return logs().resolve(name + ".log");
  }

  /** What a process writes beside its log: the words of a JVM that cannot start, or dies. */
  Path output(String name) {
    return logs().resolve(name + ".out");
  }

  /** What a process has said last of an error, in its log or beside it. */
  String lastError(String name) {
    return Stream.of(log(name), output(name))
        .filter(Files::isRegularFile)
        .flatMap(file -> errors(file).stream())
        .reduce((first, second) -> second)
        .orElse("it gave no reason");
  }

  private static List<String> errors(Path file) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.contains("Exception") || line.contains("Error"))
          .map(String::strip)
          .toList();
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  /** Deletes what a cluster writes, and the folder if nothing else is there. */
  void delete() throws IOException {
    for (Path each :
        List.of(
            state(),
            conf(),
            logs(),
            temporary(),
            checkpoints(),
            savepoints(),
            highAvailability(),
            zooKeeper(),
            kafka(),
            jobJar(),
            lock())) {
      delete(each);
    }
    try {
      Files.delete(path);
    } catch (DirectoryNotEmptyException e) {
      // Somebody else's files.
    }
  }

  /** Deletes a file or a folder with all that is in it, if it is there. */
  static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
