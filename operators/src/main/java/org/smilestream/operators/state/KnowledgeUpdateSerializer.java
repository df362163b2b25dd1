package org.smilestream.operators.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.data.DictionaryEntry;
import org.smilestream.data.KnowledgeUpdate;

/** Something learned, in state: its place in the stream, a byte that tells what it is, and that. */
public final class KnowledgeUpdateSerializer extends VersionedSerializer<KnowledgeUpdate> {
  /** The one instance. */
  public static final KnowledgeUpdateSerializer INSTANCE = new KnowledgeUpdateSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final byte SAMPLE = 0;
  private static final byte SCALER = 1;
  private static final byte ENTRY = 2;

  private KnowledgeUpdateSerializer() {
    super("an update of the knowledge", VERSION);
  }

  @Override
  protected void write(KnowledgeUpdate update, DataOutputView target) throws IOException {
    target.writeLong(update.sequence());
    target.writeLong(update.eventTime());
    if (update.sample() != null) {
      target.writeByte(SAMPLE);
      PosteriorSampleSerializer.INSTANCE.serialize(update.sample(), target);
    } else if (update.scaler() != null) {
      target.writeByte(SCALER);
      ScalerSerializer.INSTANCE.serialize(update.scaler(), target);
    } else {
      target.writeByte(ENTRY);
      target.writeInt(update.entry().column());
      Fields.writeString(update.entry().category(), target);
      target.writeInt(update.entry().slot());
    }
  }

  @Override
  protected KnowledgeUpdate read(int version, DataInputView source) throws IOException {
    long sequence = source.readLong();
    long eventTime = source.readLong();
    byte what = source.readByte();
    return switch (what) {
      case SAMPLE ->
          new KnowledgeUpdate(
              sequence,
              eventTime,
              PosteriorSampleSerializer.INSTANCE.deserialize(source),
              null,
              null);
      case SCALER ->
          KnowledgeUpdate.of(sequence, eventTime, ScalerSerializer.INSTANCE.deserialize(source));
      case ENTRY ->
          KnowledgeUpdate.of(
              sequence,
              eventTime,
              new DictionaryEntry(source.readInt(), Fields.readString(source), source.readInt()));
      default -> throw new IOException("an update of the knowledge is of unknown kind " + what);
    };
  }

  @Override
  public TypeSerializerSnapshot<KnowledgeUpdate> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<KnowledgeUpdate> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
