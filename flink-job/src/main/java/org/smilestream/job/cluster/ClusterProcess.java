package org.smilestream.job.cluster;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that was started for a cluster, whether or not it still runs.
 *
 * @param index from 1, among the processes of the role
 * @param pid its number
 * @param started when, as the operating system says: tells it from a later process with its number
 * @param address where it listens, as {@code host:port}
 */
public record ClusterProcess(
    ProcessRole role,
    int index,
    long pid,
    @JsonSerialize(using = ToStringSerializer.class) Instant started,
    String address) {

  /** By how much the operating system's word may change, since it counts from the boot. */
  private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(5);

  private static final int CONNECT_MILLIS = 500;

  @JsonCreator
  static ClusterProcess read(
      @JsonProperty("role") ProcessRole role,
      @JsonProperty("index") int index,
      @JsonProperty("pid") long pid,
      @JsonProperty("started") String started,
      @JsonProperty("address") String address) {
    return new ClusterProcess(role, index, pid, Instant.parse(started), address);
  }

  /** Its name in files and on the console, such as {@code taskmanager-1}. */
  public String name() {
    return name(role, index);
  }

  static String name(ProcessRole role, int index) {
    return role.label() + "-" + index;
  }

  /** Whether it runs; a paused process does. */
  @JsonIgnore
  public boolean isUp() {
    return handle().isPresent();
  }

  /** The port of its address. */
  int port() {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  /** Whether somebody accepts connections at its address. */
  boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(Loopback.HOST, port()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The running process; empty if it has ended, also if its number now belongs to another. */
  private Optional<ProcessHandle> handle() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        // A dead process whose end nobody has asked for has a number, but no program.
        .filter(handle -> handle.info().command().isPresent())
        .filter(
            handle ->
                handle
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(start, started).abs())
                    .filter(difference -> difference.compareTo(CLOCK_TOLERANCE) < 0)
                    .isPresent());
  }

  /** Asks it to end (SIGTERM). */
  void terminate() {
    handle().ifPresent(ProcessHandle::destroy);
  }

  /** Ends it at once (SIGKILL) and waits until it is gone. */
  void kill() throws InterruptedException {
    handle().ifPresent(ProcessHandle::destroyForcibly);
    awaitEnd(Duration.ofSeconds(10));
  }

  /** Waits for its end; whether it came in time. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    return Waiting.until(timeout, () -> !isUp());
  }

  /**
   * Sends a signal for which Java has no word. A shell of any kind has {@code kill} built in.
   *
   * @param name of the signal, without SIG
   */
  void signal(String name) throws InterruptedException {
    if (!isUp()) {
      throw new ClusterException(name() + " (process " + pid + ") is not running");
    }
    try {
      int code =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (code != 0) {
        throw new ClusterException("signal " + name + " cannot be sent to " + name());
      }
    } catch (IOException e) {
      throw new ClusterException("signal " + name + " cannot be sent to " + name() + ": " + e, e);
    }
  }
}
