/**
 * Which of several models answers: {@link org.smilestream.operators.champion.ChampionOperator}
 * compares what they predicted for the same rows.
 */
package org.smilestream.operators.champion;
