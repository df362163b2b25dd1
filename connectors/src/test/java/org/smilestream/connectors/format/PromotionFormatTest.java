package org.smilestream.connectors.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.smilestream.data.Promotion;

class PromotionFormatTest {

  @Test
  void writesWhatWasFound() {
    Promotion promotion = new Promotion("wide", "flights", true, 1000, 2000, 74, 0.25, 7.5);
    PromotionFormat format = new PromotionFormat();

    assertThat(format.key(promotion)).asString().isEqualTo("wide");
    assertThat(format.value(promotion))
        .asString()
        .isEqualTo(
            "{\"type\":\"promotion\",\"model\":\"wide\",\"champion\":\"flights\",\"promoted\":true,"
                + "\"eventTime\":\"1970-01-01T00:00:01Z\",\"after\":\"1970-01-01T00:00:02Z\","
                + "\"rows\":74,\"meanGain\":0.25,\"logEvidence\":7.5}");
  }
}
