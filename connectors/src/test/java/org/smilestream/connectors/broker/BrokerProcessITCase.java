package org.smilestream.connectors.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.kafka.KafkaConnection;
import org.smilestream.connectors.kafka.TopicAdmin;

class BrokerProcessITCase {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @Test
  void keepsItsTopicsFromRunToRunAndEndsWhenClosed() throws Exception {
    BrokerProcess first = BrokerProcess.start(folder, 0, TIMEOUT);
    int port = Integer.parseInt(first.bootstrapServers().substring("127.0.0.1:".length()));
    try (TopicAdmin admin = connect(first)) {
      assertThat(admin.createIfMissing("kept", 3, false)).isTrue();
      assertThat(admin.createIfMissing("kept", 5, false)).isFalse();
      assertThat(admin.partitions("none")).isZero();
      assertThatThrownBy(() -> BrokerProcess.start(folder, 0, TIMEOUT))
          .isInstanceOf(BrokerStartException.class)
          .hasMessageContaining("another broker uses the folder");
    }
    first.close();
    assertThat(first.isAlive()).isFalse();

    try (ServerSocket busy = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        BrokerProcess second = BrokerProcess.start(folder, port, TIMEOUT);
        TopicAdmin admin = connect(second)) {
      assertThat(second.bootstrapServers()).isNotEqualTo("127.0.0.1:" + busy.getLocalPort());
      assertThat(admin.partitions("kept")).isEqualTo(3);
    }
  }

  private static TopicAdmin connect(BrokerProcess broker) {
    return TopicAdmin.connect(KafkaConnection.to(broker.bootstrapServers()), TIMEOUT);
  }
}
