package org.smilestream.job.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterProcessTest {
  private Process sleeping;

  @BeforeEach
  void startOne() throws Exception {
    sleeping = new ProcessBuilder("sleep", "600").start();
  }

  @AfterEach
  void endIt() {
    sleeping.destroyForcibly();
  }

  private ClusterProcess recorded(Instant started) {
    return new ClusterProcess(
        ProcessRole.TASK_MANAGER, 2, sleeping.pid(), started, "127.0.0.1:10001");
  }

  private ClusterProcess recorded() {
    return recorded(sleeping.info().startInstant().orElseThrow());
  }

  @Test
  void isNamedByItsRoleAndIndex() {
    assertThat(recorded().name()).isEqualTo("taskmanager-2");
  }

  @Test
  void isDownOnceItWasKilled() throws Exception {
    ClusterProcess process = recorded();
    assertThat(process.isUp()).isTrue();

    process.kill();

    assertThat(process.isUp()).isFalse();
    assertThat(sleeping.waitFor()).isEqualTo(128 + 9);
    assertThatThrownBy(() -> process.signal("STOP"))
        .isInstanceOf(ClusterException.class)
        .hasMessage("taskmanager-2 (process " + sleeping.pid() + ") is not running");
  }

  @Test
  void endsWhenAskedTo() throws Exception {
    ClusterProcess process = recorded();

    process.terminate();

    assertThat(process.awaitEnd(Duration.ofSeconds(60))).isTrue();
    assertThat(sleeping.waitFor()).isEqualTo(128 + 15);
  }

  @Test
  void isUpWhileItIsPaused() throws Exception {
    ClusterProcess process = recorded();
    process.signal("STOP");
    awaitPause();
    assertThat(process.isUp()).isTrue();

    process.terminate();
    assertThat(process.awaitEnd(Duration.ofMillis(300))).isFalse();

    process.signal("CONT");
    assertThat(process.awaitEnd(Duration.ofSeconds(60))).isTrue();
  }

  /** Of two signals that are still to be taken, the kernel may deliver the later one first. */
  private void awaitPause() throws Exception {
    Path state = Path.of("/proc", String.valueOf(sleeping.pid()), "stat");
    while (Files.exists(state) && !Files.readString(state).contains(") T ")) {
      Thread.sleep(1);
    }
  }

  @Test
  void isNotALaterProcessWithItsNumber() throws Exception {
    ClusterProcess earlier =
        recorded(sleeping.info().startInstant().orElseThrow().minusSeconds(3600));

    assertThat(earlier.isUp()).isFalse();
    earlier.terminate();
    earlier.kill();

    assertThat(sleeping.isAlive()).isTrue();
  }

  @Test
  void listensWhereItsAddressSays() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ClusterProcess process =
          new ClusterProcess(
              ProcessRole.BROKER, 1, 1, Instant.now(), "127.0.0.1:" + socket.getLocalPort());
      assertThat(process.listens()).isTrue();
      socket.close();
      assertThat(process.listens()).isFalse();
    }
  }
}
