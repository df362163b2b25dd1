package org.smilestream.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Test
  void theSamePlaceGivesTheSameNumbers() {
    var one = CounterRandom.of(1, 2, 3, CounterRandom.Use.MINIBATCH);
    var two = CounterRandom.of(1, 2, 3, CounterRandom.Use.MINIBATCH);

    for (int i = 0; i < 100; i++) {
      assertThat(two.nextLong()).isEqualTo(one.nextLong());
    }
  }

  /** 64-bit numbers: two of these few thousand are equal by chance once in 10¹². */
  @Test
  void placesShareNoNumbers() {
    Set<Long> seen = new HashSet<>();
    int drawn = 0;
    for (CounterRandom.Use use : CounterRandom.Use.values()) {
      for (int chain = 0; chain < 4; chain++) {
        for (int step = 0; step < 10; step++) {
          var random = CounterRandom.of(9, chain, step, use);
          for (int i = 0; i < 20; i++, drawn++) {
            seen.add(random.nextLong());
          }
        }
      }
    }
    assertThat(seen).hasSize(drawn);
  }
}
