package org.smilestream.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WideProductsTest {

  /** Widths on both sides of the blocks and of the vectors, rows of one block and of several. */
  @ParameterizedTest
  @CsvSource({
    "256, 256, 32",
    "257, 259, 64",
    "300, 513, 32",
    "513, 256, 32",
    "263, 270, 544",
    "64, 65, 32",
    "33, 130, 320"
  })
  void haveTheBitsOfTheNarrowOnes(int inputs, int outputs, int rows) {
    for (boolean rectified : new boolean[] {true, false}) {
      LayerProducts.Workspace narrow = arrays(inputs, outputs, rows, rectified);
      LayerProducts.Workspace wide = arrays(inputs, outputs, rows, rectified);
      assertThat(WideProducts.isFor(narrow.layer())).isTrue();
      run(new NarrowProducts(narrow), rows, rectified);
      run(new WideProducts(wide, new BlockedProduct()), rows, rectified);

      assertThat(wide.z()).isEqualTo(narrow.z());
      assertThat(wide.inputDelta()).isEqualTo(narrow.inputDelta());
      assertThat(wide.gradient()).containsExactly(narrow.gradient(), within(1e-5f * rows));
    }
  }

  private static void run(LayerProducts products, int rows, boolean rectify) {
    products.prepare();
    products.forward(rows, rectify);
    products.gradient(rows);
    products.backward(rows);
  }

  private static LayerProducts.Workspace arrays(
      int inputs, int outputs, int rows, boolean rectified) {
    SplittableRandom random = new SplittableRandom(5);
    int stride = rows + 4;
    int kernel = 7;
    int bias = kernel + inputs * outputs;
    return new LayerProducts.Workspace(
        new DenseLayer(inputs, outputs, kernel, bias),
        floats(random, bias + outputs),
        floats(random, bias + outputs),
        floats(random, inputs * stride),
        floats(random, outputs * stride),
        floats(random, outputs * stride),
        floats(random, inputs * stride),
        rectified,
        stride);
  }

  private static float[] floats(SplittableRandom random, int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = (float) random.nextDouble(-1, 1);
    }
    return floats;
  }

  @Test
  void leaveNarrowLayersAlone() {
    assertThat(WideProducts.isFor(new DenseLayer(16, 1024, 0, 0))).isFalse();
    assertThat(WideProducts.isFor(new DenseLayer(48, 48, 0, 0))).isFalse();
    assertThat(WideProducts.isFor(new DenseLayer(64, 64, 0, 0))).isTrue();
  }

  /** In a JVM of its own: the width of its vectors is a matter of its start. */
  @ParameterizedTest
  @ValueSource(ints = {16, 32})
  void vectorsOfOtherWidthsAgreeWithTheScalarEngine(int bytes) throws Exception {
    List<String> lines =
        ForkedJvm.run(WideAgreement.class, ForkedJvm.VECTOR_MODULE, "-XX:MaxVectorSize=" + bytes);

    assertThat(lines).contains("bytes " + bytes, "agrees");
  }

  @Test
  void agreesWithTheScalarEngine() {
    WideAgreement.check();
  }

  @Test
  void columnsOfAPaddedMatrixAreAnOddNumberOfLinesApart() {
    for (int columns = 1; columns <= 2_100; columns++) {
      int stride = BlockedProduct.paddedStride(columns);

      assertThat(stride).isGreaterThanOrEqualTo(columns).isLessThan(columns + 32);
      assertThat(stride % 32).as("%d columns", columns).isEqualTo(16);
    }
  }
}
