package org.smilestream.connectors.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A Kafka broker in a JVM of its own, which runs until this is closed or this process ends. */
public final class BrokerProcess implements AutoCloseable {
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(20);

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker with this process's class path and waits until it accepts connections.
   *
   * @param folder where it keeps its data and its log; made if only its parent exists. A folder
   *     that a broker had before keeps its topics.
   * @param port the port on the loopback interface, or the next one that is free; 0 for any
   * @throws BrokerStartException in one sentence, if the broker does not start within the time
   */
  public static BrokerProcess start(Path folder, int port, Duration timeout)
      throws InterruptedException {
    return start(folder, port, Optional.empty(), timeout);
  }

  /**
   * Starts a broker whose own properties are replaced by those of a file, such as those of security
   * for its listener PLAINTEXT.
   *
   * @throws BrokerStartException in one sentence, if the broker does not start within the time
   */
  public static BrokerProcess start(
      Path folder, int port, Optional<Path> properties, Duration timeout)
      throws InterruptedException {
    BrokerFolder prepared = new BrokerFolder(folder);
    prepared.prepare();
    Process process;
    try {
      process =
          new ProcessBuilder(command(prepared, port, properties))
              .redirectError(ProcessBuilder.Redirect.appendTo(prepared.log().toFile()))
              .start();
    } catch (IOException e) {
      throw new BrokerStartException("the broker's process cannot be started: " + e, e);
    }
    boolean started = false;
    try {
      BrokerProcess broker = new BrokerProcess(process, address(process, prepared, timeout));
      started = true;
      return broker;
    } finally {
      if (!started) {
        process.destroyForcibly();
      }
    }
  }

  private static List<String> command(BrokerFolder folder, int port, Optional<Path> properties) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments(folder, folder.log(), port, System.getProperty("java.class.path")));
    properties.ifPresent(file -> command.add(file.toString()));
    return command;
  }

  /**
   * The arguments of a JVM with a broker that runs until SIGTERM, whoever started it.
   *
   * @param folder where it keeps its data; must exist. A folder that a broker had before keeps its
   *     topics.
   * @param log the file for its log
   * @param port the port on the loopback interface
   */
  public static List<String> detachedArguments(Path folder, Path log, int port, String classPath) {
    List<String> arguments = arguments(new BrokerFolder(folder), log, port, classPath);
    arguments.add(BrokerMain.DETACHED);
    return arguments;
  }

  private static List<String> arguments(BrokerFolder folder, Path log, int port, String classPath) {
    return new ArrayList<>(
        List.of(
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-Dlog4j2.configurationFile=classpath:org/smilestream/connectors/broker/broker-log4j2.properties",
            "-Dsmilestream.broker.log=" + log,
            "-cp",
            classPath,
            BrokerMain.class.getName(),
            folder.path().toString(),
            Integer.toString(port)));
  }

  private static String address(Process process, BrokerFolder folder, Duration timeout)
      throws InterruptedException {
    CompletableFuture<String> ready = new CompletableFuture<>();
    Thread reader = new Thread(() -> awaitReady(process, ready), "broker-output");
    reader.setDaemon(true);
    reader.start();
    try {
      return ready.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new BrokerStartException(
          String.format(
              "the broker is not ready after %d s; see %s", timeout.toSeconds(), folder.log()),
          e);
    } catch (ExecutionException e) {
      throw new BrokerStartException(
          "the broker ended while it started: " + lastError(folder) + "; see " + folder.log(), e);
    }
  }

  /** Reads the output to its end, lest the process blocks on a full pipe. */
  private static void awaitReady(Process process, CompletableFuture<String> ready) {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(BrokerMain.READY + " ")) {
          ready.complete(line.substring(BrokerMain.READY.length() + 1));
        }
      }
      ready.completeExceptionally(new IOException("end of the broker's output"));
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
  }

  private static String lastError(BrokerFolder folder) {
    try (var lines = Files.lines(folder.log())) {
      return lines
          .filter(line -> line.contains("Exception") || line.contains("Error"))
          .reduce((first, second) -> second)
          .orElse("it gave no reason");
    } catch (IOException e) {
      return "it wrote no log";
    }
  }

  /** Where the broker listens, as {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Number of the process. */
  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Stops the broker and waits for its end; one that does not stop in time is killed. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      process.destroy();
    }
    try {
      if (!process.waitFor(TIME_TO_STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
