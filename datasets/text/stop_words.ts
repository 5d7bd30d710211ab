/**
 * English function words, which say little about the topic of a text. They are written without apostrophes,
 * since cleaned texts have none.
 */
export const STOP_WORDS: readonly string[] = [
  ...["i", "me", "my", "myself", "we", "us", "our", "ours", "ourselves", "you", "your", "yours"],
  ...["yourself", "yourselves", "he", "him", "his", "himself", "she", "her", "hers", "herself"],
  ...["it", "its", "itself", "they", "them", "their", "theirs", "themselves", "one", "ones"],
  ...["what", "which", "who", "whom", "whose", "this", "that", "these", "those", "there", "here"],
  ...["am", "is", "are", "was", "were", "be", "been", "being", "have", "has", "had", "having"],
  ...["do", "does", "did", "doing", "will", "would", "shall", "should", "can", "could", "may"],
  ...["might", "must", "ought", "a", "an", "the", "and", "but", "if", "or", "nor", "because"],
  ...["as", "until", "while", "of", "at", "by", "for", "with", "about", "against", "between"],
  ...["into", "through", "during", "before", "after", "above", "below", "to", "from", "up"],
  ...["down", "in", "out", "on", "off", "over", "under", "again", "further", "then", "once"],
  ...["when", "where", "why", "how", "all", "any", "both", "each", "few", "more", "most"],
  ...["other", "some", "such", "no", "not", "only", "own", "same", "so", "than", "too", "very"],
  ...["just", "now", "also", "im", "ive", "id", "ill", "youre", "youve", "youd", "youll"],
  ...["hes", "shes", "thats", "theyre", "theyve", "weve", "isnt", "arent", "wasnt", "werent"],
  ...["hasnt", "havent", "hadnt", "doesnt", "dont", "didnt", "wont", "wouldnt", "shouldnt"],
  ...["cant", "cannot", "couldnt", "mustnt", "neednt", "mightnt", "aint", "s", "t", "d", "m"],
  ...["o", "re", "ve", "y", "ll"],
];
