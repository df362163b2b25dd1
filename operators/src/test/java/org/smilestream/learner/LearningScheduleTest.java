package org.smilestream.learner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.learner.LearningSchedule.Task;

/** A warm-up of 40 rows, rounds of 20 steps every 5 rows, 150 rows that are kept. */
class LearningScheduleTest {
  private static final List<EncodedRow> ROWS = Streams.rows(2_000);

  private final Window window = new Window(Streams.SPEC, 150);
  private final LearningSchedule schedule = new LearningSchedule(Streams.settings(), window);
  private boolean placed;

  /** What is due after each row up to a number, as "number TASK"; warm starts are made. */
  private List<String> upTo(int rows, boolean behind) {
    List<String> due = new ArrayList<>();
    while (window.next() < rows) {
      window.put(ROWS.get((int) window.next()));
      Task task = schedule.next(placed, 0, behind);
      if (task == Task.WARM_START || task == Task.SET_OUT) {
        placed = true;
        schedule.warmed();
      }
      if (task != Task.NONE) {
        due.add(window.next() + " " + task);
      }
    }
    return due;
  }

  @Test
  void warmStartsAreMadeAsTheRowsDoubleUntilTheWindowIsFull() {
    List<String> due = upTo(1_000, false);

    assertThat(due)
        .filteredOn(each -> each.endsWith("WARM_START"))
        .containsExactly("40 WARM_START", "80 WARM_START");
    assertThat(due).startsWith("40 WARM_START", "45 ROUND", "50 ROUND");
    assertThat(due).endsWith("995 ROUND", "1000 ROUND");
    assertThat(due).hasSize(2 + (1_000 - 40) / 5 - 1);
  }

  @Test
  void chainsThatWereGivenPositionsSetOutWhenTheWindowIsFull() {
    placed = true;

    assertThat(upTo(160, false)).containsExactly("150 SET_OUT", "155 ROUND", "160 ROUND");
    assertThat(schedule.lastWarmStart()).isEqualTo(150);
  }

  @Test
  void roundsAreLeftOutWhileTheGroupIsBehindButOneInAHundred() {
    upTo(80, false);

    assertThat(upTo(80 + 5 * 250, true)).containsExactly("580 ROUND", "1080 ROUND");
    assertThat(schedule.skippedSteps()).isEqualTo(20 * 248);
    assertThat(upTo(1_335, false)).containsExactly("1335 ROUND");
  }

  @Test
  void nothingIsDueInAPauseButWhatIsAskedFor() {
    upTo(50, false);
    schedule.pause(true);
    assertThat(upTo(100, false)).isEmpty();

    schedule.rewarm();
    assertThat(upTo(110, false)).containsExactly("101 WARM_START");

    schedule.pause(false);
    assertThat(upTo(120, false)).containsExactly("115 ROUND", "120 ROUND");
    assertThat(schedule.skippedSteps()).isZero();
  }

  @Test
  void aWarmStartThatIsAskedForNeedsChainsAndRows() {
    schedule.rewarm();
    assertThat(upTo(40, false)).containsExactly("40 WARM_START");

    window.forgetBefore(30);
    schedule.rewarm();
    assertThat(upTo(41, false)).containsExactly("41 REFUSE_WARM_START");
  }

  /** The third would be on 160 rows, which the window does not hold. */
  @Test
  void rowsAreCountedFromTheLastDrift() {
    window.put(ROWS.get(120));
    schedule.restore(120, 0);
    List<Long> warmed = new ArrayList<>();
    for (int row = 121; row < 400; row++) {
      window.put(ROWS.get(row));
      if (schedule.next(true, 100, false) == Task.WARM_START) {
        warmed.add(window.next());
        schedule.warmed();
      }
    }

    assertThat(warmed).containsExactly(140L, 180L);
  }

  @Test
  void aRestoredOneGoesOn() {
    upTo(80, false);
    upTo(90, true);
    LearningSchedule restored = new LearningSchedule(Streams.settings(), window);
    restored.restore(schedule.lastWarmStart(), schedule.skippedSteps());

    assertThat(restored.lastWarmStart()).isEqualTo(80);
    assertThat(restored.skippedSteps()).isEqualTo(40);
    assertThat(restored.next(true, 0, false)).isEqualTo(Task.ROUND);
  }
}
