package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RowCountTest {

  @Test
  void eachNumberCountsOnceInWhateverOrder() {
    Random random = new Random(7);
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      numbers.add((long) random.nextInt(900));
    }
    Collections.shuffle(numbers, random);
    RowCount rows = new RowCount();
    Set<Long> seen = new HashSet<>();

    for (long number : numbers) {
      assertThat(rows.add(number)).isEqualTo(seen.add(number));
    }

    assertThat(rows.count()).isEqualTo(seen.size());
  }
}
