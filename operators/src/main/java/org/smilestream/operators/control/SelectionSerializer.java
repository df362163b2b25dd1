package org.smilestream.operators.control;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.operators.state.Fields;
import org.smilestream.operators.state.VersionedSerializer;

/** Whose answer to a request is given, in state: the fields in the order of the record. */
public final class SelectionSerializer extends VersionedSerializer<Selection> {
  /** The one instance. */
  public static final SelectionSerializer INSTANCE = new SelectionSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private SelectionSerializer() {
    super("a selection", VERSION);
  }

  @Override
  protected void write(Selection selection, DataOutputView target) throws IOException {
    Fields.writeString(selection.model(), target);
    target.writeInt(selection.answers());
  }

  @Override
  protected Selection read(int version, DataInputView source) throws IOException {
    return new Selection(Fields.readString(source), source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<Selection> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Selection> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
