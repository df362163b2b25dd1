package org.smilestream.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.smilestream.sql.Posteriors.add;
import static org.smilestream.sql.Posteriors.sample;

import java.io.IOException;
import java.util.List;
import org.apache.flink.table.api.ValidationException;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.data.PosteriorSample;

class TopicContentTest {
  private static final ModelDescription MODEL = Posteriors.NUMBER;
  private static final EnsembleSize ALL = new EnsembleSize(null, 10);

  private static TopicContent content(String model, EnsembleSize size) {
    return new TopicContent("posterior", model, size);
  }

  private static List<Long> steps(Known known) {
    return known.knowledge().ensemble().samples().stream().map(PosteriorSample::step).toList();
  }

  @Test
  void thePosteriorIsThereOnceTheModelAndASampleAre() throws IOException {
    TopicContent content = content(null, ALL);
    assertThat(content.newest()).isEmpty();
    assertThat(content.lack()).isEqualTo("nothing in it describes a model");

    add(content, sample(MODEL, 0, 0, 10));
    assertThat(content.newest()).as("a sample without what it means").isEmpty();
    add(content, MODEL);

    Known known = content.newest().orElseThrow();
    assertThat(known.model()).isEqualTo(MODEL);
    assertThat(steps(known)).containsExactly(10L);
    assertThat(known.knowledge().scaler()).usingRecursiveComparison().isEqualTo(Posteriors.SCALER);
    assertThat(content.newest()).as("nothing has changed").isEmpty();
  }

  @Test
  void withoutASampleItSaysSo() throws IOException {
    TopicContent content = content("m", new EnsembleSize(1, 10));
    assertThat(content.newest()).isEmpty();
    assertThat(content.lack()).isEqualTo("nothing in it describes the model 'm'");

    add(content, MODEL);
    add(content, sample(MODEL, 1, 0, 10));

    assertThat(content.newest()).as("only of a chain that is not used").isEmpty();
    assertThat(content.lack()).isEqualTo("there is no sample of model 'm' in it");
  }

  @Test
  void theNewestSamplesOfEachChainAreUsedWhateverTheirSlotsAndTheirOrder() throws IOException {
    TopicContent content = content(null, new EnsembleSize(2, 2));
    add(content, MODEL);
    add(content, sample(MODEL, 0, 2, 30));
    add(content, sample(MODEL, 1, 0, 41));
    add(content, sample(MODEL, 0, 0, 50));
    add(content, sample(MODEL, 0, 1, 10));
    add(content, sample(MODEL, 2, 0, 60));

    Known older = content.newest().orElseThrow();
    assertThat(steps(older)).containsExactly(30L, 50L, 41L);
    assertThat(older.knowledge().ensemble().newest().step()).isEqualTo(50);

    add(content, sample(MODEL, 0, 1, 70));
    assertThat(steps(content.newest().orElseThrow())).containsExactly(50L, 70L, 41L);
    assertThat(steps(older)).as("what is in use is not changed").containsExactly(30L, 50L, 41L);
  }

  @Test
  void ofSeveralModelsOneMustBeNamed() throws IOException {
    ModelDescription other = Posteriors.named("wide");
    for (String named : new String[] {null, "wide"}) {
      TopicContent content = content(named, ALL);
      add(content, MODEL);
      add(content, sample(MODEL, 0, 0, 10));
      add(content, other);
      add(content, sample(other, 0, 0, 20));

      if (named == null) {
        assertThatThrownBy(content::newest)
            .isInstanceOf(ValidationException.class)
            .hasMessage(
                "topic 'posterior' holds the models 'm', 'wide': name one of them by option 'model'");
      } else {
        assertThat(steps(content.newest().orElseThrow())).containsExactly(20L);
      }
    }
  }

  @Test
  void aModelThatComesLaterIsLeftOut() throws IOException {
    TopicContent content = content(null, ALL);
    add(content, MODEL);
    add(content, sample(MODEL, 0, 0, 10));
    assertThat(content.newest()).isPresent();

    add(content, Posteriors.named("challenger"));

    assertThat(content.newest()).isEmpty();
  }

  @Test
  void recordsOfAnotherKindAreLeftOut() throws IOException {
    TopicContent content = content(null, ALL);
    add(content, "{");
    add(content, "");
    add(content, "{\"version\":2,\"model\":\"m\"}");
    add(content, "no sample");
    add(content, (byte[]) null);
    add(content, MODEL);
    add(content, sample(MODEL, 0, 0, 10));

    assertThat(steps(content.newest().orElseThrow())).containsExactly(10L);
  }

  @Test
  void whatDoesNotFitTogetherIsRefused() throws IOException {
    TopicContent content = content(null, ALL);
    add(content, MODEL);
    add(content, sample(MODEL, 0, 0, 10));
    assertThat(content.newest()).isPresent();

    PosteriorSample wide = sample(Posteriors.CLASS, 0, 1, 20);
    add(content, wide);
    assertThatThrownBy(content::newest)
        .isInstanceOf(IOException.class)
        .hasMessage(
            "it holds samples of %d parameters, and the network of model 'm' has %d: each new model needs a topic of its own"
                .formatted(wide.position().length, MODEL.spec().dimension()));

    add(content, Posteriors.CLASS);
    assertThatThrownBy(content::newest)
        .isInstanceOf(IOException.class)
        .hasMessage("the model 'm' in it is another one now: start the statement anew");
  }
}
