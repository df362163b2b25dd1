package org.smilestream.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TopicAdminTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  @Test
  void namesABrokerThatDoesNotAnswer() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + silent.getLocalPort();

      assertThatThrownBy(() -> TopicAdmin.connect(KafkaConnection.to(address), TIMEOUT))
          .isInstanceOf(BrokerUnreachableException.class)
          .hasMessage("Kafka at '%s' does not answer within 1 s", address);
    }
  }

  @Test
  void namesAnAddressThatIsNone() {
    assertThatThrownBy(() -> TopicAdmin.connect(KafkaConnection.to("nowhere"), TIMEOUT))
        .isInstanceOf(BrokerUnreachableException.class)
        .hasMessageStartingWith("Kafka at 'nowhere' cannot be reached: ");
  }
}
