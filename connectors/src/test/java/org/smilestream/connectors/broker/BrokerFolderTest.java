package org.smilestream.connectors.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerFolderTest {
  @TempDir private Path folder;

  @Test
  void makesTheFolderButNotItsParent() {
    new BrokerFolder(folder.resolve("broker")).prepare();

    assertThat(folder.resolve("broker")).isEmptyDirectory();
    assertThatThrownBy(() -> start(folder.resolve("a/b")))
        .isInstanceOf(BrokerStartException.class)
        .hasMessage(
            "broker folder '%s' cannot be made: '%s' is not a folder",
            folder.resolve("a/b"), folder.resolve("a"));
  }

  @Test
  void namesAFolderThatIsAFile() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> start(file))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("broker folder '" + file + "' cannot be written");
    assertThatThrownBy(() -> start(file.resolve("broker")))
        .isInstanceOf(BrokerStartException.class)
        .hasMessageContaining("is not a folder");
  }

  @Test
  void takesTheNextPortIfOneIsBusy() throws IOException {
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(LoopbackPorts.free(busy.getLocalPort())).isGreaterThan(busy.getLocalPort());
    }
    assertThat(LoopbackPorts.free(0)).isPositive();
  }

  @Test
  void whereNoPortCanBeHadTheRangeAndTheReasonAreNamed() {
    assertThatThrownBy(
            () ->
                LoopbackPorts.listen(
                    65_500,
                    port -> {
                      throw new BindException("Permission denied");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("none of the ports 65500 to 65535 can be had: Permission denied");
  }

  private static void start(Path folder) throws InterruptedException {
    BrokerProcess.start(folder, 0, Duration.ofSeconds(1)).close();
  }
}
