package org.smilestream.operators.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.smilestream.learner.Bits;
import org.smilestream.sampler.ChainState;

class ChainStateSerializerTest {
  private static final ChainStateSerializer SERIALIZER = ChainStateSerializer.INSTANCE;

  /** The state that the fixture files hold. */
  private static ChainState state(double stepShare, long reseeds) {
    ChainState state = new ChainState(3);
    Arrays.setAll(state.position(), i -> 1.5 + i);
    Arrays.setAll(state.velocity(), i -> -0.25 * i);
    Arrays.setAll(state.preconditionedGradient(), i -> 1e300 / (i + 1));
    Arrays.setAll(state.averages(), i -> Double.MIN_VALUE * i);
    Arrays.setAll(state.deviations(), i -> 1 / 3.0 + i);
    state.setScalars(-123.456, 1e-3, stepShare, 7, 8, 9, 1L << 40, 6, 5, reseeds);
    return state;
  }

  private static byte[] serialize(ChainState state) throws IOException {
    DataOutputSerializer output = new DataOutputSerializer(64);
    SERIALIZER.serialize(state, output);
    return output.getCopyOfBuffer();
  }

  private static ChainState deserialize(byte[] bytes) throws IOException {
    return SERIALIZER.deserialize(new DataInputDeserializer(bytes));
  }

  @Test
  void returnsWhatItWrote() throws IOException {
    assertThat(deserialize(serialize(state(0.5, 4))))
        .usingRecursiveComparison(Bits.EXACT)
        .isEqualTo(state(0.5, 4));
  }

  private static byte[] file(int version) throws IOException {
    String name = "/state/chain-state-v" + version + ".bin";
    try (InputStream in = ChainStateSerializerTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void readsVersion1WhichKnowsNeitherStepShareNorReseeds() throws IOException {
    assertThat(deserialize(file(1))).usingRecursiveComparison(Bits.EXACT).isEqualTo(state(1, 0));
  }

  @Test
  void aCopySharesNothing() {
    ChainState original = state(0.5, 4);
    ChainState copy = SERIALIZER.copy(original);
    original.position()[0] = 99;

    assertThat(copy).usingRecursiveComparison(Bits.EXACT).isEqualTo(state(0.5, 4));
  }
}
