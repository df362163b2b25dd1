package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTextTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'control','id':'a','control':'set','status':'applied','sequence':3410}"
            + "|set 'a' counts from row 3,410 on",
        "{'type':'control','id':'a','control':'pause','status':'waiting'}"
            + "|pause 'a' waits for its first row",
        "{'type':'control','id':'a','control':'rewarm','status':'late','sequence':7}"
            + "|rewarm 'a' counts from row 7 on, late: rows of its time were learned from before",
        "{'type':'control','id':'a','control':'answers','status':'applied'}"
            + "|answers 'a' counts",
        "{'type':'control','id':'a','control':'retire','status':'refused','message':'no such key'}"
            + "|retire 'a' was refused: no such key",
        "{'type':'promotion','model':'w','champion':'f','promoted':true,'after':'2014-01-02T00:00:00Z','rows':1200,'meanGain':0.05,'logEvidence':7.1}"
            + "|'w' predicts better than 'f': 0.050 nats a row over 1,200 rows, log evidence 7.10; it answers after 2014-01-02T00:00:00Z",
        "{'type':'promotion','model':'w','champion':'f','promoted':false,'rows':12,'meanGain':1,'logEvidence':2}"
            + "|'w' predicts better than 'f': 1.000 nats a row over 12 rows, log evidence 2.00; it is not promoted",
        "{'type':'later','model':'m','statistic':7.5,'level':3}|statistic 7.5, level 3"
      })
  void whatHappenedIsASentence(String json, String words) throws Exception {
    assertThat(EventText.of(new ObjectMapper().readTree(json.replace('\'', '"')))).isEqualTo(words);
  }
}
