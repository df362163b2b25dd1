package org.smilestream.connectors.format;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.smilestream.data.ControlAcknowledgement;
import org.smilestream.data.ControlRecord;

/** What became of control records as JSON with the type "control", keyed by {@code model}. */
public final class AcknowledgementFormat implements RecordFormat<ControlAcknowledgement> {
  private static final long serialVersionUID = 1;

  @Override
  public byte[] key(ControlAcknowledgement acknowledgement) {
    return acknowledgement.model().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(ControlAcknowledgement acknowledgement) {
    JsonRecord json =
        new JsonRecord()
            .text("type", "control")
            .text("model", acknowledgement.model())
            .text("id", acknowledgement.id())
            .text("control", ControlParser.name(acknowledgement.kind()))
            .text("status", acknowledgement.status().name().toLowerCase(Locale.ROOT));
    if (acknowledgement.sequence() != ControlAcknowledgement.NO_ROW) {
      json.integer("sequence", acknowledgement.sequence());
    }
    if (acknowledgement.eventTime() != ControlRecord.AT_ONCE) {
      json.time("eventTime", acknowledgement.eventTime());
    }
    return json.text("message", acknowledgement.message()).toBytes();
  }
}
