package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Scaler;

class ScalerFitTest {

  private static Scaler fit(double... values) {
    List<EncodedRow> rows =
        DoubleStream.of(values)
            .mapToObj(x -> new EncodedRow(0, "id", 0, new double[] {x}, new int[0], 1, 1, 0))
            .toList();
    return ScalerFit.of(rows, 1, true);
  }

  @Test
  void missingValuesDoNotCountAndStandAtTheMean() {
    Scaler scaler = fit(4, Double.NaN, 6, Double.NaN, 8);

    assertThat(scaler.means()).containsExactly(6);
    assertThat(scaler.deviations()).containsExactly(2);
    assertThat(scaler.scale(new double[] {Double.NaN})).containsExactly(0);
    assertThat(scaler.scale(new double[] {10})).containsExactly(2);
  }

  @Test
  void aColumnWithoutAnyValueKeepsItsUnit() {
    Scaler scaler = fit(Double.NaN, Double.NaN);

    assertThat(scaler.scale(new double[] {3})).containsExactly(3);
  }
}
