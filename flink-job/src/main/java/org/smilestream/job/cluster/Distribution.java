package org.smilestream.job.cluster;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars that a cluster is started from.
 *
 * @param jobJar the job with its libraries, the Kafka clients among them
 * @param libraries folder of the jars that the job jar leaves out: Flink, RocksDB, logging, the
 *     Kafka broker
 */
public record Distribution(Path jobJar, Path libraries) {

  /** The broker's jars. Flink's processes go without: the job brings its Kafka clients along. */
  private static final List<String> BROKER_JARS = List.of("kafka", "scala-");

  /**
   * A job jar and the folder {@code lib} beside it.
   *
   * @throws ClusterException in one sentence, if one of them is missing
   */
  public static Distribution of(Path jobJar) {
    Path absolute = jobJar.toAbsolutePath().normalize();
    Path libraries = absolute.resolveSibling("lib");
    if (!Files.isRegularFile(absolute) || !Files.isDirectory(libraries)) {
      throw new ClusterException(
          "a cluster is started from the job jar and the folder 'lib' beside it, but there are no"
              + " such two at '"
              + absolute
              + "'");
    }
    return new Distribution(absolute, libraries);
  }

  /**
   * The jar that this class came from, and the folder {@code lib} beside it.
   *
   * @throws ClusterException in one sentence, if the command does not run from a job jar
   */
  public static Distribution ofThisCommand() {
    try {
      return of(
          Path.of(Distribution.class.getProtectionDomain().getCodeSource().getLocation().toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Class path of the broker.
   *
   * @param copy of the job jar
   */
  String brokerClassPath(Path copy) {
    return copy + File.pathSeparator + libraries.resolve("*");
  }

  /** Class path of Flink's processes and of ZooKeeper. */
  String flinkClassPath() {
    try (Stream<Path> jars = Files.list(libraries)) {
      return jars.filter(jar -> !isOfTheBroker(jar.getFileName().toString()))
          .map(Path::toString)
          .filter(jar -> jar.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(File.pathSeparator));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOfTheBroker(String jar) {
    return BROKER_JARS.stream().anyMatch(jar::startsWith);
  }
}
