package org.smilestream.operators.champion;

import java.util.List;
import java.util.Map;

/**
 * What the champion's operator knows.
 *
 * @param reigns the oldest first
 * @param contests by the challenger's name
 * @param newest the newest event time that each model has predicted
 * @param rows whose scores are not complete, the oldest first
 */
public record ChampionState(
    List<Reign> reigns,
    Map<String, Contest> contests,
    Map<String, Long> newest,
    List<ScoredRow> rows) {}
