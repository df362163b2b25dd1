package org.smilestream.connectors.format;

import java.nio.charset.StandardCharsets;
import org.smilestream.data.Promotion;

/** What came of comparing models as JSON with the type "promotion", keyed by {@code model}. */
public final class PromotionFormat implements RecordFormat<Promotion> {
  private static final long serialVersionUID = 1;

  @Override
  public byte[] key(Promotion promotion) {
    return promotion.model().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(Promotion promotion) {
    return new JsonRecord()
        .text("type", "promotion")
        .text("model", promotion.model())
        .text("champion", promotion.champion())
        .flag("promoted", promotion.promoted())
        .time("eventTime", promotion.eventTime())
        .time("after", promotion.after())
        .integer("rows", promotion.rows())
        .number("meanGain", promotion.meanGain())
        .number("logEvidence", promotion.logEvidence())
        .toBytes();
  }
}
