META
key;value
description;Illustrative vote, no town has held it
country;Nowhere
unit;Made-up Town
instance;2024
num_projects;5
num_votes;6
budget;1000
vote_type;approval
rule;greedy
currency;PLN
PROJECTS
project_id;cost;name;category;votes;selected
1;600;Park;green;4;1
2;500,00;"Hall; the ""old"" one";culture;3;0
3;300;Lights;safety;3;1
4;100;=Bench;green;1;1
5;0;Free;green;1;0
VOTES
voter_id;age;vote
a;34;1,3
b;51;1,2,3
c;23;1,2
d;19;1,4
e;62;2,3
f;54;5
