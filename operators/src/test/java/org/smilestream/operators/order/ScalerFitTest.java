package org.smilestream.operators.order;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

  /** 1e15 among hundred rows of 0 … 99 counts as 95 + 10 · 90. */
  @Test
  void oneWildRowDoesNotDecideTheScale() {
    List<EncodedRow> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      double x = i == 50 ? 1e15 : i;
      rows.add(new EncodedRow(i, "", i, new double[] {x}, new int[0], x, x, 0));
    }

    Scaler scaler = ScalerFit.of(rows, 1, true);

    assertThat(scaler.means()[0]).isBetween(45.0, 65.0);
    assertThat(scaler.deviations()[0]).isBetween(28.0, 110.0);
    assertThat(scaler.targetDeviation()).isEqualTo(scaler.deviations()[0]);
    assertThat(ScalerFit.of(rows, 1, false).targetDeviation()).isEqualTo(1);
  }
}
