package org.smilestream.operators.state;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What a model is, in state: the number of its properties, and each by name and value. */
public final class ModelFingerprintSerializer extends VersionedSerializer<ModelFingerprint> {
  /** The one instance. */
  public static final ModelFingerprintSerializer INSTANCE = new ModelFingerprintSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private ModelFingerprintSerializer() {
    super("the model's fingerprint", VERSION);
  }

  @Override
  protected void write(ModelFingerprint fingerprint, DataOutputView target) throws IOException {
    target.writeInt(fingerprint.properties().size());
    for (Map.Entry<String, String> property : fingerprint.properties().entrySet()) {
      Fields.writeString(property.getKey(), target);
      Fields.writeString(property.getValue(), target);
    }
  }

  @Override
  protected ModelFingerprint read(int version, DataInputView source) throws IOException {
    int size = source.readInt();
    Map<String, String> properties = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      properties.put(Fields.readString(source), Fields.readString(source));
    }
    return new ModelFingerprint(properties);
  }

  @Override
  public TypeSerializerSnapshot<ModelFingerprint> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ModelFingerprint> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
